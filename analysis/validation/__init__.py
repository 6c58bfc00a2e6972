"""The loop with human coders: a blinded sample of coding sheets out; reliability, precision and recall back in."""
