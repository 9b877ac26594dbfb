"""The playground: a desktop app that causes what Desktop RUM monitors, and shows the events as they are produced."""
