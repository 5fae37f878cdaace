/* The names of operators and sigils, as the Reference and the Book's appendix B have them. */
#include "query/sign_names.h"

static const struct {
    const char *sign;
    const char *names;
} table[] = {
    { "?", "question mark operator error propagation" },
    { "!", "never type negation macro" },
    { "&", "reference borrow" },
    { "&mut", "mutable reference borrow" },
    { "*", "dereference pointer multiplication" },
    { "*const", "raw pointer" },
    { "*mut", "raw pointer" },
    { "..", "range rest struct update" },
    { "..=", "inclusive range" },
    { "...", "variadic range" },
    { "=>", "match arm" },
    { "->", "function return type" },
    { "::", "path separator" },
    { "::<>", "turbofish generic arguments" },
    { "|x|", "closure parameters" },
    { "|", "pattern alternatives" },
    { "||", "lazy boolean or closure" },
    { "&&", "lazy boolean and" },
    { "@", "pattern binding" },
    { "_", "wildcard pattern placeholder" },
    { "#", "attribute" },
    { "'static", "static lifetime" },
    { "'_", "anonymous elided lifetime" },
    { "'a", "lifetime parameter" },
    { "()", "unit tuple" },
    { "{}", "format display placeholder block" },
    { "{:?}", "debug format" },
    { "{:#?}", "pretty debug format" },
    { "==", "equality comparison" },
    { "!=", "inequality comparison" },
    { "<<", "left shift" },
    { ">>", "right shift" },
    { "%", "remainder" },
    { "+=", "addition assignment compound" },
    { "$", "macro variable" },
    { "r#\"\"", "raw string literal" },
    { "b\"\"", "byte string literal" },
};

const char *sign_names(struct str sign)
{
    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
        if (str_equals(sign, table[i].sign))
            return table[i].names;
    return NULL;
}
