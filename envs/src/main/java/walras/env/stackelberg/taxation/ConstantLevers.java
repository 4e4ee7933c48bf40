package walras.env.stackelberg.taxation;

import walras.env.Options;
import walras.env.Policy;
import walras.env.PolicyContext;
import walras.env.Rows;

/** Governments that never change their mind: HSV rates, the federal rates, the free market. */
final class ConstantLevers implements Policy {
    private final double[] action; // [B, 1, lever]
    private final double[] raw; // [lever]

    ConstantLevers(PolicyContext context, TaxationSettings settings) {
        action = context.groupTensors().actions().get(0).f64();
        raw = new double[settings.levers()];
        Options options = context.options();
        switch (context.spec().name()) {
            case TaxationEconomy.HSV -> {
                set(settings, Levers.INCOME_LEVEL, options.number("tau"));
                set(settings, Levers.INCOME_PROGRESSIVITY, options.number("xi"));
                set(settings, Levers.WEALTH_LEVEL, options.number("tau_wealth"));
                set(settings, Levers.WEALTH_PROGRESSIVITY, options.number("xi_wealth"));
                set(settings, Levers.SPENDING, options.number("spending"));
            }
            case TaxationEconomy.FEDERAL -> {
                double[] rates = BracketTax.federalRates2022(); // [bracket]
                System.arraycopy(rates, 0, raw, 0, rates.length);
                raw[rates.length] = options.number("spending");
            }
            default -> free(settings);
        }
    }

    private void set(TaxationSettings settings, int lever, double rate) {
        raw[lever] = Levers.rawGovernment(settings.variant(), lever, rate);
    }

    private void free(TaxationSettings settings) {
        for (int lever = 0; settings.brackets() == null && lever < raw.length; lever++) {
            set(settings, lever, 0);
        }
    }

    @Override
    public void act(Rows rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            if (rows.contains(row)) {
                System.arraycopy(raw, 0, action, row * raw.length, raw.length);
            }
        }
    }
}
