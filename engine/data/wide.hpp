// DULY_WIDE: this compiler knows the wide instructions of x86-64, which are used where the processor has them (RowMarks::widest()).
#pragma once

#if defined(__x86_64__) && defined(__GNUC__)
#define DULY_WIDE 1
#include <immintrin.h>
#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"     // GCC 12 takes what its own intrinsics leave open for a mistake
#endif
#endif
