"""What the avatar is and how it moves: channels, capsules, the timeline, idle life.

Start with `Library` (the capsules) and `Timeline` (what plays them); see docs/motion.md.
"""
