/* Stop words: the words of a question that say how it is asked, not what about. */
#include <stdlib.h>

#include "core/tokenizer.h"

/* Sorted by strcmp() for bsearch(). Rust keywords that are also small English words ("as", "for",
 * "if", "in", "use", "where", "while") are here: a question made of nothing else keeps them. */
static const char *const stop_words[] = {
    "a",       "about",    "after",   "all",     "also",    "an",      "and",    "any",
    "are",     "aren't",   "as",      "at",      "be",      "because", "been",   "before",
    "being",   "best",     "but",     "by",      "can",     "can't",   "cannot", "could",
    "did",     "do",       "does",    "doesn't", "doing",   "don't",   "done",   "each",
    "example", "examples", "explain", "for",     "from",    "get",     "gets",   "getting",
    "give",    "given",    "gives",   "good",    "got",     "had",     "has",    "have",
    "having",  "help",     "here",    "how",     "however", "i",       "i'm",    "if",
    "in",      "into",     "is",      "isn't",   "it",      "it's",    "its",    "just",
    "let's",   "like",     "make",    "makes",   "making",  "may",     "me",     "mean",
    "means",   "might",    "more",    "most",    "must",    "my",      "need",   "needs",
    "no",      "of",       "on",      "or",      "our",     "over",    "please", "properly",
    "rather",  "really",   "right",   "same",    "shall",   "should",  "show",   "so",
    "some",    "such",     "than",    "that",    "that's",  "the",     "their",  "them",
    "then",    "there",    "these",   "they",    "this",    "those",   "to",     "too",
    "up",      "us",       "use",     "used",    "using",   "very",    "want",   "was",
    "way",     "ways",     "we",      "were",    "what",    "what's",  "when",   "where",
    "whether", "which",    "while",   "who",     "why",     "will",    "with",   "won't",
    "would",   "you",      "your",
};

static int compare(const void *key, const void *element)
{
    const struct str *word = key;
    const char *const *stop = element;
    int order = strncmp(word->ptr, *stop, word->len);

    return order != 0 ? order : (*stop)[word->len] == '\0' ? 0 : -1;
}

bool tokenizer_is_stop_word(struct str word)
{
    return word.len > 0 && bsearch(&word, stop_words, sizeof(stop_words) / sizeof(*stop_words),
                                   sizeof(*stop_words), compare) != NULL;
}
