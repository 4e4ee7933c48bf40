package walras.env.auction;

/**
 * The rules of a society, fixed for a batch's life.
 *
 * @param primitives N, the number of distinct primitives
 * @param copies how many bidders each primitive has; bidder i speaks for primitive {@code i mod N}
 * @param horizon the number of steps after which an episode is truncated
 */
record AuctionRules(
        Mechanism mechanism,
        int primitives,
        int copies,
        CloneSampling cloneSampling,
        TieRule tieRule,
        Settlement settlement,
        TruncationPricing truncationPricing,
        double discount,
        int horizon) {

    /** m, the number of bidders in every auction. */
    int bidders() {
        return primitives * copies;
    }

    /** The age of an episode at which its last auction is held. */
    int lastAge() {
        return truncationPricing == TruncationPricing.ZERO ? horizon - 1 : horizon;
    }

    /** Credit-conserving Vickrey with two exact copies, as the theory assumes. */
    static AuctionRules of(GlobalMdp world, double discount, int horizon) {
        return new AuctionRules(
                Mechanism.CREDIT_CONSERVING_VICKREY,
                world.primitives(),
                2,
                CloneSampling.EXACT,
                TieRule.LOWEST_INDEX,
                Settlement.UTILITY,
                TruncationPricing.ZERO,
                discount,
                horizon);
    }

    /** As many copies of a task's primitives under those rules. */
    static AuctionRules of(Task task, int copies) {
        return new AuctionRules(
                Mechanism.CREDIT_CONSERVING_VICKREY,
                task.primitives(),
                copies,
                CloneSampling.EXACT,
                TieRule.LOWEST_INDEX,
                Settlement.UTILITY,
                TruncationPricing.ZERO,
                task.discount(),
                task.horizon());
    }

    AuctionRules withMechanism(Mechanism other) {
        return new AuctionRules(
                other, primitives, copies, cloneSampling, tieRule, settlement, truncationPricing, discount, horizon);
    }

    AuctionRules withCopies(int other) {
        return new AuctionRules(
                mechanism, primitives, other, cloneSampling, tieRule, settlement, truncationPricing, discount, horizon);
    }

    AuctionRules withCloneSampling(CloneSampling other) {
        return new AuctionRules(
                mechanism, primitives, copies, other, tieRule, settlement, truncationPricing, discount, horizon);
    }

    AuctionRules withTieRule(TieRule other) {
        return new AuctionRules(
                mechanism, primitives, copies, cloneSampling, other, settlement, truncationPricing, discount, horizon);
    }

    AuctionRules withSettlement(Settlement other) {
        return new AuctionRules(
                mechanism, primitives, copies, cloneSampling, tieRule, other, truncationPricing, discount, horizon);
    }

    AuctionRules withTruncationPricing(TruncationPricing other) {
        return new AuctionRules(
                mechanism, primitives, copies, cloneSampling, tieRule, settlement, other, discount, horizon);
    }

    AuctionRules withHorizon(int other) {
        return new AuctionRules(
                mechanism, primitives, copies, cloneSampling, tieRule, settlement, truncationPricing, discount, other);
    }
}
