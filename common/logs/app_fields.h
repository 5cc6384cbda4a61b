// The fields of an application's JSON record, under all the names in use.
#pragma once

#include "common/logs/recogniser.h"

namespace itk::logs {

// Whether the root names a component or an operation beyond doubt.
bool names_component(const Document& document);
bool names_operation(const Document& document);

// Reading::request, where the line says whose it is.
void read_request(const Line& line, const Document& document, Reading& reading);

// Component, operation, level, text, error, request, response, tokens, model, attempt, duration, status.
void read_app_fields(const Line& line, Document& document, Reading& reading);

// `start`, `end` and Reading::stated.
void read_app_times(Document& document, Reading& reading);

}  // namespace itk::logs
