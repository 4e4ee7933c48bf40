package walras.env.auction;

import walras.env.StrictPower;

/**
 * A rate that stays for a while and then shrinks by a factor every so many updates: {@code first * decay^floor((e - after + 1) / every)} in update {@code e >= after}, counted from 0.
 *
 * @param after the first update that may have a smaller rate
 * @param every how many updates have the same rate
 */
record Schedule(double first, double decay, int after, int every) {
    double at(int update) {
        return update < after ? first : first * StrictPower.of(decay, (update - after + 1) / every);
    }
}
