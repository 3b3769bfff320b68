/* Reference of the 32-bit generator: Chris Wellons' lowbias32 as published (hash prospector, public
 * domain), and the three ways it is used here. Reads lines "mix x", "draw seed k" and "cue seed index"
 * and answers one unsigned number a line. Compiled by make_motion.py. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint32_t lowbias32(uint32_t x)
{
    x ^= x >> 16;
    x *= 0x7feb352dU;
    x ^= x >> 15;
    x *= 0x846ca68bU;
    x ^= x >> 16;
    return x;
}

int main(void)
{
    const uint32_t weyl = 0x9e3779b9U; /* 2^32 / golden ratio */
    char what[8];
    uint64_t a, b;
    while (scanf("%7s %" SCNu64 " %" SCNu64, what, &a, &b) == 3) {
        uint32_t answer = lowbias32((uint32_t)a);
        if (strcmp(what, "draw") == 0)
            answer = lowbias32((uint32_t)a + (uint32_t)b * weyl);
        if (strcmp(what, "cue") == 0)
            answer = lowbias32((uint32_t)a ^ lowbias32((uint32_t)b + weyl));
        printf("%" PRIu32 "\n", answer);
    }
    return 0;
}
