"""The SDK's reports about itself: never the customer's data."""
