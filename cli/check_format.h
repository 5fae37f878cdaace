/* rustpro check --format-only: mistakes in the format of guide files. */
#ifndef RUSTPRO_CLI_CHECK_FORMAT_H
#define RUSTPRO_CLI_CHECK_FORMAT_H

#include "cli/options.h"

/* Checks the files and folders that the arguments name; an exit code. */
int check_format_of_files(const struct options *o);

#endif
