"""From post-its to themes: a statement suggested, post-its grouped, a bullet drafted. No Slack and no SQL.

Scikit-learn is imported by the functions that use it, so that a bot that never suggests never loads it.
"""
