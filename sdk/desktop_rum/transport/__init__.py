"""Events from lines to the intake: batches on disk, then HTTP."""
