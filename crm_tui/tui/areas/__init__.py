"""Areas of the main screen: what home, requests and inbox consist of."""
