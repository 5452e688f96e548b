"""A stand-in for OpenRouter: same addresses, same shapes, same failures, no model.

It shows that the plumbing works (routing, function calling, caching, prices, errors). It picks
tools by comparing texts, so it says nothing about how well a real model understands drivers.
"""
