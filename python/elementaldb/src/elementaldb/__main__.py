"""The command `elementaldb`: the program, run by Node."""

from __future__ import annotations

import os
import sys

from ._errors import ElementaldbError
from ._programs import command, environment


def main() -> None:
    try:
        arguments = command(*sys.argv[1:])
    except ElementaldbError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(3)
    # Node takes the place of this process: signals, input and output need nobody in between.
    os.execve(arguments[0], arguments, environment())


if __name__ == "__main__":
    main()
