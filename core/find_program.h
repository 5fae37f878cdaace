/* Finding programs that are not ours. */
#ifndef RUSTPRO_CORE_FIND_PROGRAM_H
#define RUSTPRO_CORE_FIND_PROGRAM_H

/* The program of that name in PATH, which is not run. new: free(). NULL: not there. */
char *find_program(const char *name);

#endif
