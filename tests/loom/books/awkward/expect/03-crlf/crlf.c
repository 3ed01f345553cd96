int x;
int z;

	int y;
