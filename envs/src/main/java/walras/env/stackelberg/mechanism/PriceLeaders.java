package walras.env.stackelberg.mechanism;

import java.util.Arrays;
import java.util.List;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.PolicySpec;
import walras.env.Solution;
import walras.env.stackelberg.engine.OuterEconomy;

/** The oracle's tables and the leaders that play them. */
final class PriceLeaders {
    private static final List<String> PROFILE = List.of("message", "message", "visit");

    private PriceLeaders() {}

    static Solution solve(PriceSetting setting, SaleTerms terms) {
        SequentialPriceOracle silent = new SequentialPriceOracle(setting.scenarios(), false);
        MessageMechanismOracle oracle = new MessageMechanismOracle(setting, terms);
        PricePlan spoken = oracle.solve();
        Solution plans = solution(
                setting,
                terms,
                silent.reward(),
                silent.twoBuyerPlan(terms),
                spoken,
                oracle.programs(),
                oracle.unverified());
        PosteriorCertificate posteriors = PosteriorCertificate.of(setting.scenarios(), false, silent.values());
        return plans.extended()
                .certify("posterior_residual", posteriors.residual())
                .verified(plans.verified() && posteriors.verified())
                .build();
    }

    /**
     * The tables and what they are worth.
     *
     * @param unverified programs among those solved whose answers are not borne out; each could have hidden a better mechanism
     */
    static Solution solution(
            PriceSetting setting,
            SaleTerms terms,
            double reward,
            PricePlan silent,
            PricePlan spoken,
            int programs,
            int unverified) {
        PlanCertificate certificate = PlanCertificate.of(setting, terms, spoken);
        PricePlan unheard =
                new PricePlan(silent.reward(), 0, silent.buyers(), silent.prices(), new int[2 * setting.types()]);
        double order = Math.max(0, Math.max(spoken.reward(), reward - spoken.reward())); // silent <= spoken <= 0
        double value = Math.max(
                Math.abs(certificate.reward() - spoken.reward()),
                Math.abs(PlanCertificate.of(setting, terms, unheard).reward() - reward));
        boolean verified = certificate.gap() <= PlanCertificate.TOLERANCE
                && value <= PlanCertificate.TOLERANCE
                && order <= PlanCertificate.TOLERANCE
                && unverified == 0;
        return Solution.builder()
                .scalar("spm_optimal_reward", reward)
                .scalar("message_optimal_reward", spoken.reward())
                .scalar("first_best_welfare", setting.scenarios().expectedBestWelfare())
                .table("spm_visit", List.of("visit"), List.of(2), Arrays.copyOf(intsOf(silent.buyers()), 2))
                .table("spm_price", List.of("visit"), List.of(2), Arrays.copyOf(silent.prices(), 2))
                .table("message_sent", List.of("buyer", "type"), List.of(2, setting.types()), intsOf(spoken.messages()))
                .table("message_visit", PROFILE, List.of(2, 2, 2), intsOf(spoken.buyers()))
                .table("message_price", PROFILE, List.of(2, 2, 2), spoken.prices())
                .certify("equilibrium_gap", certificate.gap())
                .certify("value_residual", value)
                .certify("order_violation", order)
                .certify("programs", programs)
                .certify("programs_unverified", unverified)
                .verified(verified)
                .build();
    }

    private static double[] intsOf(int[] values) {
        return Arrays.stream(values).asDoubleStream().toArray();
    }

    /** The best reward that is known: of the mechanism without messages, or with two, which more messages cannot hurt. */
    static double equilibriumValue(PriceSetting setting, SaleTerms terms, int messages) {
        String table = messages == 1 ? "spm_optimal_reward" : "message_optimal_reward";
        return solve(setting, terms).borneOut().table(table).scalar();
    }

    static List<PolicySpec> specs() {
        return List.of(
                PolicySpec.of(
                        "equilibrium",
                        OuterEconomy.LEADER,
                        "Plays the oracle's two-message mechanism; messages above 1 are heard as 1. Followers find its"
                                + " equilibrium for pi and up to 4 types, not always beyond."),
                PolicySpec.of(
                        "sequential",
                        OuterEconomy.LEADER,
                        "Plays the best mechanism that does not listen to messages."));
    }

    static Policy policy(PolicyContext context, PriceSetting setting, SaleTerms terms, int messages) {
        boolean listens = messages > 1 && context.spec().name().equals("equilibrium");
        Solution solved = solve(setting, terms).borneOut();
        double[] visits =
                solved.table(listens ? "message_visit" : "spm_visit").values(); // [message, message, visit] or [visit]
        double[] prices = solved.table(listens ? "message_price" : "spm_price").values(); // the same
        int[] message = context.groupTensors().observation("messages").i32(); // [B, 1, 2]
        float[] unvisited = context.groupTensors().observation("unvisited").f32(); // [B, 1, 2]
        double[] offer = context.groupTensors().action("offer").f64(); // [B, 1, 3]
        return rows -> {
            for (int row = rows.from(); row < rows.to(); row++) {
                if (rows.contains(row)) {
                    int first = listens ? Math.min(1, message[2 * row]) : 0;
                    int second = listens ? Math.min(1, message[2 * row + 1]) : 0;
                    boolean begun = unvisited[2 * row] + unvisited[2 * row + 1] < 2;
                    int at = (first * 2 + second) * 2 + (begun ? 1 : 0);
                    offer[3 * row] = visits[at] == 0 ? 1 : 0;
                    offer[3 * row + 1] = 1 - offer[3 * row];
                    offer[3 * row + 2] = prices[at];
                }
            }
        };
    }
}
