"""A bot that misbehaves in the way that its first argument names."""

import json
import os
import subprocess
import sys
import time

KIND = sys.argv[-1]


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def answer(turn, **more):
    say(json.dumps({"type": "answer", "turn": turn, **more}))


def flood(piece):
    while True:
        os.write(1, piece)


def on_hello():
    if KIND == "dumb":
        time.sleep(60)
    if KIND == "stillborn":
        sys.exit(3)
    if KIND == "rude":
        say('{"type": "ready", "name": ""}')
        return
    if KIND == "parent":
        child = subprocess.Popen([sys.executable, "-IS", "-c", "import time; time.sleep(60)"])
        say(json.dumps({"type": "ready", "name": str(child.pid)}))
        return
    if KIND == "curious":
        say(json.dumps({"type": "ready", "name": os.environ.get("MARCHLAND_CHAT_KEY", "no key")}))
        return
    if KIND == "greeting":
        say("Good morning, this is version 1.")
        time.sleep(0.1)
    if KIND == "prophetic":
        ready = {"type": "ready", "name": "prophet"}
        told = [ready, *({"type": "answer", "turn": turn} for turn in range(3))]
        os.write(1, "".join(json.dumps(one) + "\n" for one in told).encode())
        return
    if KIND == "deaf":
        os.close(0)
    say('{"type": "ready", "name": "bad bot"}')
    if KIND == "deaf":
        time.sleep(60)
    if KIND == "mute":
        os.close(1)
        time.sleep(60)
    if KIND == "lazy":
        time.sleep(60)


def on_turn(turn):
    if KIND in ("silent", "prophetic"):
        return
    if KIND == "dying":
        raise ValueError("no such\x1b[2J order")
    if KIND == "killed":
        os.kill(os.getpid(), 9)
    if KIND == "endless":
        flood(b"x" * 65_536)
    if KIND == "long":
        os.write(1, b"x" * 70_000)
        time.sleep(60)
    if KIND == "gushing":
        flood(b'{"type": "answer", "turn": 0}\n' * 1_000)
    if KIND == "blank":
        say("\n\n")
    if KIND == "noisy":
        os.write(2, b"x" * 1_000_000 + b"\n")
    if KIND == "garbage":
        os.write(1, b"\xff\xfe\x00 thinking\n")
        return
    if KIND == "chatty":
        say("let me think")
        return
    if KIND == "thinking aloud":
        say("let me think")
        say("[1, 2]")
    if KIND == "half":
        os.write(1, b'{"type": "answer"')
        return
    if KIND == "late" and turn == 0:
        time.sleep(0.5)
    if KIND == "last words":
        os.write(1, json.dumps({"type": "answer", "turn": turn, "intent": "bye"}).encode())
        sys.exit(0)
    answer(turn, intent=KIND)
    if KIND == "talkative":
        say("so much for this turn")
        answer(turn, intent="once more")


def main():
    for line in sys.stdin:
        message = json.loads(line)
        if message["type"] == "hello":
            on_hello()
        elif message["type"] == "turn":
            on_turn(message["sheet"]["view"]["turn"])
        elif KIND == "stubborn":
            time.sleep(60)


if __name__ == "__main__":
    main()
