#!/usr/bin/env python3
"""A small player for Marchland: it needs Python and nothing else.

It reads one message a line from standard input and writes one answer a line to standard output.
What it wants to say to its author, it writes to standard error.
"""

import json
import sys

PATIENCE = 4  # turns for which it stays on its courses before it tries others


def main():
    """Play one game."""
    tried = {}
    for line in sys.stdin:
        message = json.loads(line)
        if message["type"] == "hello":
            say({"type": "ready", "name": "patient bot"})
        elif message["type"] == "turn":
            say(answer(message["sheet"], tried))
        elif message["type"] == "end":
            print(message["outcome"], file=sys.stderr)


def answer(sheet, tried):
    """Return the answer to a turn: its courses go on, or the course that it has tried least."""
    turn = sheet["view"]["turn"]
    orders = {"security": "", "diplomacy": ""}
    if turn % PATIENCE == 0 and not sheet["fault"]:
        for desk, legal in sheet["legal"].items():
            courses = [choice for choice in legal if choice["lasts"]]
            best = min(courses, key=lambda one: (tried.get(one["order"], 0), one["cost"]))
            orders[desk] = best["order"]
            tried[best["order"]] = tried.get(best["order"], 0) + 1
    return {
        "type": "answer",
        "turn": turn,
        **orders,
        "reply": "defend" if "defend" in sheet["replies"] else "own",
        "intent": "see what each course brings",
        "confidence": 0.5,
    }


def say(message):
    """Send a message to the game."""
    print(json.dumps(message), flush=True)  # without flush, the line may wait in a buffer


if __name__ == "__main__":
    main()
