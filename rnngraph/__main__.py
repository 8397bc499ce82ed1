"""`python -m rnngraph` is the command `rnngraph`."""

from rnngraph.cli import main

if __name__ == "__main__":
    main()
