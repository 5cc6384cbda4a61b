# What every target of ours is compiled with. Linked PRIVATE by our targets, never by a dependency.
add_library(itk_options INTERFACE)
target_compile_features(itk_options INTERFACE cxx_std_20)
target_include_directories(itk_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(itk_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Wextra-semi
  $<$<CXX_COMPILER_ID:GNU>:-Wlogical-op> $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond>)
target_compile_definitions(itk_options INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
target_link_options(itk_options INTERFACE -Wl,--as-needed)
if(ITK_SANITIZE)
  list(JOIN ITK_SANITIZE "," sanitizers)
  target_compile_options(itk_options INTERFACE -fsanitize=${sanitizers} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(itk_options INTERFACE -fsanitize=${sanitizers})
endif()

# A layer: a static library of one folder of common/. PUBLIC layers, PRIVATE third parties.
function(itk_add_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBS;PRIVATE_LIBS")
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC ${arg_LIBS} PRIVATE ${arg_PRIVATE_LIBS} itk_options)
endfunction()

# A tool: a static library that the tests link, and an executable of main.cpp (MAIN names another file, where a
# folder holds several executables).
function(itk_add_tool name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "MAIN" "SOURCES;LIBS;PRIVATE_LIBS")
  string(REPLACE "-" "_" lib ${name})
  if(NOT arg_MAIN)
    set(arg_MAIN main.cpp)
  endif()
  add_library(${lib} STATIC ${arg_SOURCES})
  target_link_libraries(${lib} PUBLIC ${arg_LIBS} PRIVATE ${arg_PRIVATE_LIBS} itk_options)
  add_executable(${name} ${arg_MAIN})
  target_link_libraries(${name} PRIVATE ${lib} itk_options)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  install(TARGETS ${name} RUNTIME)
endfunction()
