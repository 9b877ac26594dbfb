"""A raw event into a full one: contexts, path scrubbing, the app's own say."""
