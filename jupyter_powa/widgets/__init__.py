"""Door two: what a notebook shows, live while there is a kernel and as a picture when there is none."""
