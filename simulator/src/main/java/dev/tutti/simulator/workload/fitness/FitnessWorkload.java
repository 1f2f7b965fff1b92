package dev.tutti.simulator.workload.fitness;

import dev.tutti.device.train.Example;
import dev.tutti.simulator.workload.LocalExamples;
import dev.tutti.simulator.workload.Unseen;
import dev.tutti.simulator.workload.Workload;
import dev.tutti.simulator.workload.WorkloadException;
import dev.tutti.simulator.workload.WorkloadException.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Activity recognition for a fleet: one person per device, {@value #LEAST_TRAINING} to 80 windows to train on and 15 to
 * 25 held out, the mix of activities drawn per person, and {@value #UNSEEN_PEOPLE} further people on no device whose
 * windows score the models. With real data, the people of the WISDM study take the place of generated ones: one device
 * each, and since they are few, models are scored on the windows that each of them holds out.
 *
 * <p>Everything follows from the seed.
 */
public final class FitnessWorkload {
    /** Name on the command line. */
    public static final String NAME = "fitness";

    private static final int LEAST_TRAINING = 40;
    private static final int UNSEEN_PEOPLE = 20;
    private static final int UNSEEN_WINDOWS_PER_ACTIVITY = 8;
    private static final double CONCENTRATION = 0.4;

    /** Real people a fleet needs at the least: a committee of eight. */
    private static final int LEAST_REAL_PEOPLE = 8;
    /** One real window in so many is held out. */
    private static final int HELD_OUT_OF_REAL = 4;
    /** A person of the study with fewer windows than this cannot both train and be scored. */
    private static final int LEAST_REAL_WINDOWS = 20;

    private static final float CLIP_NORM = 3f;
    private static final float VALUE_RANGE = 0.5f;

    private FitnessWorkload() {}

    /**
     * The workload for a fleet.
     *
     * @param devices devices asked for; with real data, at most as many as there are people
     * @param seed same seed, same workload
     * @param data folder with the WISDM v1.1 transformed data, or null to generate people
     * @throws WorkloadException when the data is missing, broken or too little
     */
    public static Workload of(int devices, long seed, @Nullable Path data) throws WorkloadException {
        return data == null ? generated(devices, seed) : real(devices, seed, data);
    }

    private static Workload generated(int devices, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<LocalExamples> people = new ArrayList<>();
        for (int i = 0; i < devices; i++) {
            people.add(person(random.split()));
        }
        List<Example> unseen = new ArrayList<>();
        for (int i = 0; i < UNSEEN_PEOPLE; i++) {
            SplittableRandom own = random.split();
            Gait gait = Gait.draw(own);
            for (Activity activity : Activity.values()) {
                for (int w = 0; w < UNSEEN_WINDOWS_PER_ACTIVITY; w++) {
                    unseen.add(example(gait, activity, own));
                }
            }
        }
        return workload(
                "generated gait of " + devices + " people",
                seed,
                people,
                new Unseen("windows of people on no device", unseen));
    }

    private static LocalExamples person(SplittableRandom random) {
        Gait gait = Gait.draw(random);
        LabelMix mix = LabelMix.draw(FitnessPlan.CLASSES, CONCENTRATION, random);
        int training = LEAST_TRAINING + random.nextInt(41);
        int heldOut = 15 + random.nextInt(11);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < training + heldOut; i++) {
            examples.add(example(gait, Activity.values()[mix.next(random)], random));
        }
        return new LocalExamples(examples.subList(0, training), examples.subList(training, examples.size()));
    }

    private static Example example(Gait gait, Activity activity, SplittableRandom random) {
        float[] features = WindowFeatures.of(GaitModel.window(gait, activity, random));
        return new Example(WindowFeatures.standardise(features), activity.label());
    }

    private static Workload real(int devices, long seed, Path data) throws WorkloadException {
        SplittableRandom random = new SplittableRandom(seed);
        List<List<Example>> people = new ArrayList<>();
        Collection<List<Example>> found = WisdmData.read(data).values();
        for (List<Example> windows : found) {
            if (windows.size() >= LEAST_REAL_WINDOWS) {
                people.add(shuffled(windows, random));
            }
        }
        people = shuffled(people, random);
        if (people.size() < LEAST_REAL_PEOPLE) {
            throw new WorkloadException(
                    Fault.TOO_LITTLE,
                    "expected at least " + LEAST_REAL_PEOPLE + " people with " + LEAST_REAL_WINDOWS
                            + " windows each, found " + people.size());
        }
        int fleet = Math.min(devices, people.size());
        List<LocalExamples> local = new ArrayList<>();
        List<Example> heldOutByAll = new ArrayList<>();
        for (List<Example> windows : people.subList(0, fleet)) {
            int heldOut = Math.min(LocalExamples.MAX_HELD_OUT, windows.size() / HELD_OUT_OF_REAL);
            local.add(new LocalExamples(windows.subList(heldOut, windows.size()), windows.subList(0, heldOut)));
            heldOutByAll.addAll(windows.subList(0, heldOut));
        }
        return workload(
                source(found.size(), people.size(), fleet),
                seed,
                local,
                new Unseen("windows held out by the people on the devices", heldOutByAll));
    }

    private static String source(int found, int enough, int fleet) {
        return "WISDM v1.1, " + found + " people found, " + enough + " with " + LEAST_REAL_WINDOWS
                + " windows or more, of these " + fleet + " on devices, one window in " + HELD_OUT_OF_REAL
                + " held out";
    }

    private static Workload workload(String source, long seed, List<LocalExamples> devices, Unseen unseen) {
        return new Workload(
                NAME,
                source,
                FitnessPlan.author(),
                FitnessPlan.initialWeights(seed),
                devices,
                unseen,
                CLIP_NORM,
                VALUE_RANGE);
    }

    private static <T> List<T> shuffled(List<T> values, SplittableRandom random) {
        List<T> shuffled = new ArrayList<>(values);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            T swapped = shuffled.get(i);
            int j = random.nextInt(i + 1);
            shuffled.set(i, shuffled.get(j));
            shuffled.set(j, swapped);
        }
        return shuffled;
    }
}
