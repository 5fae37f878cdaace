# Completion of rustpro's command line in bash. The program itself knows what may come next: this
# hands it the words and gives its answers to bash.

# Cuts the command line up to the cursor into words as bash does, quotes and backslashes taken off.
# Sets: words, the last one as far as it is typed; raw, that one as it stands on the line; quote, the
# quotation mark that is still open in it.
_rustpro_words() {
    local line=${COMP_LINE:0:COMP_POINT} c word='' i started=''
    words=() raw='' quote=''
    for ((i = 0; i < ${#line}; i++)); do
        c=${line:i:1}
        if [[ -z $quote && $c == [[:blank:]] ]]; then
            [[ -n $started ]] && words+=("$word")
            word='' raw='' started=''
            continue
        fi
        started=1
        raw+=$c
        if [[ $quote == "'" && $c != "'" ]]; then
            word+=$c
        elif [[ -n $quote && $c == "$quote" ]]; then
            quote=''
        elif [[ $c == \\ ]]; then
            ((i++))
            [[ $quote == '"' && ${line:i:1} != [\$\`\"\\] ]] && word+=\\
            word+=${line:i:1} raw+=${line:i:1}
        elif [[ -z $quote && $c == [\'\"] ]]; then
            quote=$c
        else
            word+=$c
        fi
    done
    words+=("$word")
}

# Prints how word $1 is to be typed where the quotation mark $2 is open.
_rustpro_quoted() {
    local word=$1 out='' c i
    case $2 in
    '') printf %q "$word" ;;
    "'") printf %s "${word//\'/\'\\\'\'}" ;;
    *)
        for ((i = 0; i < ${#word}; i++)); do
            c=${word:i:1}
            [[ $c == [\$\`\"\\] ]] && out+=\\
            out+=$c
        done
        printf %s "$out"
        ;;
    esac
}

_rustpro() {
    local -a words
    local raw quote line word paths='' more='' breaks part trim=0
    _rustpro_words
    COMPREPLY=()
    # An unquoted ':' or '=' begins a new word for readline: only what follows it is replaced.
    breaks=${COMP_WORDBREAKS//[^:=]/}
    if [[ -z $quote && -n $breaks ]]; then
        part=${raw##*[$breaks]}
        trim=$((${#raw} - ${#part}))
    fi
    while IFS= read -r line; do
        word=${line%%$'\t'*}
        if [[ -z $word ]]; then
            case ${line#$'\t'} in
            files | folders) paths=${line#$'\t'} ;;
            more) more=1 ;;
            esac
            continue
        fi
        [[ $word == */ || $word == *: ]] && compopt -o nospace 2>/dev/null
        word=$(_rustpro_quoted "$word" "$quote")
        COMPREPLY+=("${word:trim}")
    done < <("${words[0]/#\~/$HOME}" debug-complete -- "${words[@]:1}" 2>/dev/null)
    # With a candidate as short as what is typed, readline adds nothing that only these have.
    if [[ -n $more ]]; then
        word=$(_rustpro_quoted "${words[-1]}" "$quote")
        COMPREPLY+=("${word:trim}")
    fi
    if [[ -n $paths ]]; then
        compopt -o filenames 2>/dev/null
        word=${words[-1]}
        [[ $word == --*=* ]] && word=${word#*=}
        part=-f
        [[ $paths == folders ]] && part=-d
        while IFS= read -r line; do
            COMPREPLY+=("$line")
        done < <(compgen "$part" -- "$word")
    fi
}

complete -F _rustpro rustpro
