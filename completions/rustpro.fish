# Completion of rustpro's command line in fish. The program itself knows what may come next: this
# hands it the words and gives its answers to fish, which does the quoting.

function __rustpro_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    # What is typed may begin with a quotation mark, and have backslashes.
    set typed (string replace -r '^[\'"]' '' -- $typed | string unescape 2>/dev/null; or echo $typed)
    for line in ($words[1] debug-complete -- $words[2..-1] "$typed" 2>/dev/null)
        switch $line
            case \tfiles
                __fish_complete_path (string replace -r '^--[^=]*=' '' -- $typed)
            case \tfolders
                __fish_complete_directories (string replace -r '^--[^=]*=' '' -- $typed)
            case \tmore
                # With what is typed among them, nothing is added that only these have in common.
                echo $typed\tand more
            case '*'
                echo $line
        end
    end
end

complete -c rustpro -f -a '(__rustpro_complete)'
