"""`python -m lune_contract` is the command lune-contract."""

from lune_contract.cli import main

if __name__ == "__main__":
    main()
