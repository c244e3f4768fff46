"""`python -m servanda`: the same as the `servanda` command."""

from servanda.cli.main import main

if __name__ == "__main__":
    main()
