"""A scripted stand-in for a language model: reads a prompt, answers with half of what it sees, or the middle choice.

Run: walras llm --command "python stand_in_model.py"
"""

import json
import re
import sys

prompt = sys.stdin.read()
seen = json.loads(re.search(r"Now you see: (\{.*\})", prompt).group(1))
asked = prompt.split("What you do in every step in which you are asked:")[1]
name, last = re.search(r"- (\w+): a (?:whole )?number from 0 to ([\d.e+]+)", asked).groups()
whole = "whole number" in asked.splitlines()[1]
signal = seen["observation"].get("signal")
action = float(last) / 2 if signal is None else signal[0] / 2
print("I think it over.", json.dumps({name: round(action) if whole else action}))
