// Ctrl-C in a pipeline reaches every stage at once. The first one makes itk-invoke stop sending while the rest
// finish; the second makes itk-collect close what is open as incomplete; the third is the default action.
#pragma once

namespace itk {

// Counts SIGINT from now on, up to the third, which ends the process as if nothing had been installed.
void count_interrupts();

// How many have come.
int interrupts();

}  // namespace itk
