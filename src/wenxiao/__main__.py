"""`python -m wenxiao`."""

import sys

from wenxiao.cli import main

if __name__ == "__main__":
    sys.exit(main())
