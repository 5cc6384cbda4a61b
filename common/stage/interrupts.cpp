#include "common/stage/interrupts.h"

#include <csignal>

namespace itk {
namespace {

volatile std::sig_atomic_t g_interrupts = 0;  // the one global: a signal handler has no other place

void on_interrupt(int) {
  g_interrupts = g_interrupts + 1;
  if (g_interrupts == 3) {
    std::signal(SIGINT, SIG_DFL);
    std::raise(SIGINT);
  }
}

}  // namespace

void count_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  sigemptyset(&action.sa_mask);  // no SA_RESTART: a sleeping poll loop must wake up
  sigaction(SIGINT, &action, nullptr);
}

int interrupts() { return g_interrupts; }

}  // namespace itk
