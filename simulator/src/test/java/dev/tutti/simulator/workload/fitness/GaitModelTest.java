package dev.tutti.simulator.workload.fitness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GaitModelTest {
    private static final int STANDARD_DEVIATION_Y = 40;
    private static final int PEAK_Y = 34;
    private static final int RESULTANT = 42;

    @Test
    void gravityIsInEveryWindowAndTheSensorSaturates() {
        SplittableRandom random = new SplittableRandom(1);
        for (int person = 0; person < 50; person++) {
            Gait gait = Gait.draw(random);
            for (Activity activity : Activity.values()) {
                Window window = GaitModel.window(gait, activity, random);
                assertThat(WindowFeatures.of(window)[RESULTANT]).isBetween(8f, 18f);
                for (int axis = 0; axis < 3; axis++) {
                    for (float value : window.axis(axis)) {
                        assertThat(Math.abs(value)).isLessThanOrEqualTo(19.62f);
                    }
                }
            }
        }
    }

    @Test
    void joggingIsStrongerThanWalkingAndWalkingThanSitting() {
        assertThat(average(Activity.JOGGING, STANDARD_DEVIATION_Y))
                .isGreaterThan(1.5 * average(Activity.WALKING, STANDARD_DEVIATION_Y));
        assertThat(average(Activity.WALKING, STANDARD_DEVIATION_Y))
                .isGreaterThan(4 * average(Activity.SITTING, STANDARD_DEVIATION_Y));
    }

    @Test
    void joggersStepFasterThanPeopleOnStairs() {
        assertThat(average(Activity.JOGGING, PEAK_Y)).isLessThan(average(Activity.UPSTAIRS, PEAK_Y));
    }

    @Test
    void binsOfEveryAxisAddUpToOne() {
        SplittableRandom random = new SplittableRandom(2);
        float[] features = WindowFeatures.of(GaitModel.window(Gait.draw(random), Activity.WALKING, random));
        for (int axis = 0; axis < 3; axis++) {
            float sum = 0;
            for (int bin = 0; bin < 10; bin++) {
                sum += features[10 * axis + bin];
            }
            assertThat(sum).isCloseTo(1, within(1e-4f));
        }
    }

    @Test
    void aSineHasTheFeaturesOfASine() {
        float[] sine = new float[Window.SAMPLES];
        for (int i = 0; i < sine.length; i++) {
            // One period a second, half a sample off the grid so that every period has one highest sample.
            sine[i] = (float) (3 + 2 * Math.sin(2 * Math.PI * (i + 0.3) / Window.RATE));
        }
        float[] features = WindowFeatures.of(new Window(sine, new float[Window.SAMPLES], sine));

        assertThat(features[30]).isCloseTo(3f, within(0.01f));
        assertThat(features[33]).isCloseTo(1000f, within(1f));
        assertThat(features[36]).isCloseTo((float) (4 / Math.PI), within(0.02f));
        assertThat(features[39]).isCloseTo((float) Math.sqrt(2), within(0.01f));
        assertThat(features[34]).isNaN();
        assertThat(WindowFeatures.standardise(features)[34]).isZero();
    }

    private static double average(Activity activity, int feature) {
        SplittableRandom random = new SplittableRandom(3);
        double sum = 0;
        for (int i = 0; i < 200; i++) {
            sum += WindowFeatures.of(GaitModel.window(Gait.draw(random), activity, random))[feature];
        }
        return sum / 200;
    }
}
