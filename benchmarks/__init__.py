"""Measures the bot: `python -m benchmarks` (docs/performance.md says what each figure means)."""
