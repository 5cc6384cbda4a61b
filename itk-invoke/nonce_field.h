// `nonce_field:`: a place in the payload where the system under test expects an id, and finds the nonce.
#pragma once

#include "itk-invoke/case.h"
#include "itk-invoke/case_reader.h"

namespace itk::invoke {

// Puts ${itk.nonce} into `test_case.payload` at `test_case.nonce_field`, which stands at `at` in the file. The path
// begins at the payload, or, where that has Records, at the body of each; maps that are missing on the way are made.
void put_nonce(Place at, CaseReader& reader, Case& test_case);

}  // namespace itk::invoke
