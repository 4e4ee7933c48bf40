package walras.env.stackelberg.platform;

/** Price profiles of n sellers as numbers in base {@code levels}, seller 0's grid index first. */
final class Profiles {
    /** Profiles of the largest game. */
    static final int MOST = 65_536;

    private final int sellers;
    private final int levels;
    private final int count;
    private final int[] strides; // [seller], how far apart two neighbouring prices of a seller are
    private final byte[] level; // [profile, seller]

    Profiles(int sellers, int levels) {
        this.sellers = sellers;
        this.levels = levels;
        this.strides = new int[sellers];
        int product = 1;
        for (int seller = sellers - 1; seller >= 0; seller--) {
            strides[seller] = product;
            product = Math.multiplyExact(product, levels);
        }
        this.count = product;
        this.level = new byte[count * sellers];
        for (int at = 0; at < level.length; at++) {
            level[at] = (byte) (at / sellers / strides[at % sellers] % levels);
        }
    }

    int sellers() {
        return sellers;
    }

    int levels() {
        return levels;
    }

    int count() {
        return count;
    }

    /** The mask of all sellers. */
    int everybody() {
        return (1 << sellers) - 1;
    }

    int level(int profile, int seller) {
        return level[profile * sellers + seller];
    }

    /** The profile in which one seller posts another price. */
    int with(int profile, int seller, int own) {
        return profile + (own - level(profile, seller)) * strides[seller];
    }

    /** The profile of the sellers' prices, which start at {@code at} of {@code levels} {@code [.., seller]}. */
    int of(int[] levels, int at) {
        int profile = 0;
        for (int seller = 0; seller < sellers; seller++) {
            profile += levels[at + seller] * strides[seller];
        }
        return profile;
    }
}
