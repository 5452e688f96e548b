"""The worker's way to language models: prompts, tools, one client, its errors, cost and budget."""
