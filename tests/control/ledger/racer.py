"""A client in a process of its own, for races: `python racer.py ADDRESS NUMBER TRIES NODE,NODE…` takes 1 分 at a time and prints how often
it was given one."""

from __future__ import annotations

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from control.ledger.bank import client, command
from wenxiao.control.ledger.commands import Leg
from wenxiao.control.ledger.posting import RefusedCommandError


def main(address: str, number: str, tries: str, nodes: str) -> None:
    here = client(address)
    given = refused = 0
    chooser = random.Random(number)
    every = [int(node) for node in nodes.split(",")]
    for attempt in range(int(tries)):
        # All of them, or the first (the cap above the others) with one other: the ways in which commands overlap.
        chosen = list(every) if chooser.random() < 0.5 else [every[0], chooser.choice(every[1:])]
        chooser.shuffle(chosen)
        try:
            here.post(command(*(Leg(node, "hold", 1) for node in chosen), key=f"{number}-{attempt}"))
            given += 1
        except RefusedCommandError as error:
            if not error.shortfalls or "差 0.01 元" not in str(error):
                raise AssertionError("a refusal that does not say why") from error
            refused += 1
        print(given, refused, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
