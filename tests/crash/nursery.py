"""A process that has imported everything and bears servers: each answers a second sooner than one from the shell.

    python -m tests.crash.nursery PORT

A line on standard input: a server is started, in a process group of its own, and its number printed; when it is gone,
its exit code. Only `migrate` and the baking of `undersigned serve` are left out, since nothing has changed for them.
"""

import os
import sys
from contextlib import suppress

import undersigned.asgi  # noqa: F401  this is what takes the time
from undersigned import server


def serve(port: int) -> int:
    os.setsid()
    try:
        server.run("undersigned.asgi:application", host="127.0.0.1", port=port)
    except SystemExit as left:
        return int(left.code or 0)
    return 0


def main() -> None:
    port = int(sys.argv[1])
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            sys.stdin.close()
            code = 1
            with suppress(BaseException):
                code = serve(port)
            os._exit(code)
        print(child, flush=True)  # noqa: T201
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
