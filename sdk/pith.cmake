# pith.cmake - toolchain file: a CMake project becomes pith images.
#
#   cmake -DCMAKE_TOOLCHAIN_FILE="$(pith-cc --pith-sdk)/lib/cmake/pith.cmake" ...
#
# `ctest` and try_run() boot what they run.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR x86_64)

# This file is SDK/lib/cmake/pith.cmake.
get_filename_component(PITH_SDK "${CMAKE_CURRENT_LIST_FILE}" REALPATH)
get_filename_component(PITH_SDK "${PITH_SDK}/../../.." ABSOLUTE)

set(CMAKE_C_COMPILER "${PITH_SDK}/bin/pith-cc")
set(CMAKE_CROSSCOMPILING_EMULATOR "${PITH_SDK}/lib/run-image")

# Programs are the host's; libraries, headers and packages are not.
set(CMAKE_FIND_ROOT_PATH "${PITH_SDK}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
