# Completes botpit in fish. Load it with: botpit completion fish | source

# <any|n> <command...>: whether this command is being typed, with so many arguments so far.
function __botpit_at
    set -l typed
    set -l flag no
    for word in (commandline -opc)[2..-1]
        switch $word
            case {{valued}}
                set flag yes
            case '-*'
                set flag no
            case '*'
                if test $flag = yes
                    set flag no
                else
                    set -a typed $word
                end
        end
    end
    set -l place $argv[2..-1]
    test (count $typed) -ge (count $place); or return 1
    for i in (seq (count $place))
        test $typed[$i] = $place[$i]; or return 1
    end
    test $argv[1] = any; or test (math (count $typed) - (count $place)) = $argv[1]
end

# <flag>: whether the word before the cursor is the flag.
function __botpit_after
    set -l typed (commandline -opc)
    test "$typed[-1]" = $argv[1]
end

# The names of the bots that run.
function __botpit_bots
    sh -c {{bots}}
end

complete -c botpit -f
{{lines}}
