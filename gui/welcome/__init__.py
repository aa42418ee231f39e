"""What a person sees before anything is connected."""
