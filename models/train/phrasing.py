"""The same steps in other words: right steps phrased oddly, so that the scorer reads what a step says and not its form."""

import re

TRAINED = [
    "{n}) {left} = {value}",
    "{left} gives {value}.",
    "Now {left} makes {value}.",
    "step {n}: {left}, that is {value}",
    "We get {value} for {left}.",
]
"""Phrasings the scorer is trained on."""

HELD_OUT = [
    "Number {n}: {left} comes to {value}.",
    "{value} is what {left} is.",
    "I find that {left} = {value}!",
]
"""Phrasings for the adversarial test alone."""

_GLANCE = re.compile(r"Step (\d+): (.*)=(\w+)\.")


def rephrase(r, step, phrasings):
    """The step in other words; as it is where it is no step at a glance."""
    match = _GLANCE.fullmatch(step)
    return r.choice(phrasings).format(n=match[1], left=match[2], value=match[3]) if match else step
