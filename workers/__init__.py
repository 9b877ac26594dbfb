"""Programs that run as children of the playground: a demo worker and the renderer."""
