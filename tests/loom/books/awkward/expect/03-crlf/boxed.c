int boxed;
