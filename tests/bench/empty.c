/* empty - what any dynamically linked program costs. */
int main(void)
{
	return 0;
}
