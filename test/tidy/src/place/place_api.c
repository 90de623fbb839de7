// Whoever keeps things by place follows: a place causes nothing above it.
void place_end(void)
{
    cause("place_move");
    cause("matters_are_no_room");
    cause("matter_move");  // bad: include
}
