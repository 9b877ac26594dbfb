"""What runs in a worker, a renderer or a forked child: standard library only, because the app's child pays for it."""
