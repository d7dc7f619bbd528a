"""A chat in the terminal through the gateway, with the client of OpenAI: pip install openai

Usage: chat.py URL [MODEL]
"""

import os
import sys

import openai

url, model = sys.argv[1], (sys.argv[2:] or ["local"])[0]
client = openai.OpenAI(base_url=url, api_key=os.environ.get("OPENAI_API_KEY", "any-key"))
messages = []
print("Write a message, such as: count to 20", file=sys.stderr)
for line in sys.stdin:
    messages.append({"role": "user", "content": line.strip()})
    answer = ""
    for chunk in client.chat.completions.create(model=model, messages=messages, stream=True):
        piece = chunk.choices[0].delta.content or ""
        answer += piece
        print(piece, end="", flush=True)
    print()
    messages.append({"role": "assistant", "content": answer})
