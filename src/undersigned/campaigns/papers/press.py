"""The press: a program of its own that sets one paper. It knows typst and nothing else of this product.

    {"paper": "poster.typ", "fonts": "/…", "standard": "ua-1", "data": {…}} on standard input → a PDF on standard output

    "any_font": true has the machine's own fonts, too.

Its memory goes with it, and should typst ever fall over, nobody but this program does. What an organiser has written
comes in as data, never as markup.
"""

import json
import sys
from pathlib import Path

import typst


def main() -> None:
    order = json.load(sys.stdin)
    try:
        pdf = typst.compile(
            Path(__file__).parent / order["paper"],
            font_paths=[order["fonts"]],
            ignore_system_fonts=not order.get("any_font"),
            format="pdf",
            sys_inputs={"data": json.dumps(order["data"])},
            pdf_standards=[order["standard"]] if order["standard"] else [],
        )
    except typst.TypstError as error:
        sys.exit(error.diagnostic or str(error))  # all that is wrong; the error itself names the first thing alone
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
