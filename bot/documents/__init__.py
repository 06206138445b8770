"""Window: reads and writes the files that people exchange with the bot."""
