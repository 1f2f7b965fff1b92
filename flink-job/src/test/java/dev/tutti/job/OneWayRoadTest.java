package dev.tutti.job;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The job's packages follow the road: announcement, update, round, aggregate, model. None looks back. */
@AnalyzeClasses(packages = "dev.tutti.job", importOptions = ImportOption.DoNotIncludeTests.class)
class OneWayRoadTest {
    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.tutti.job.(*)..").should().beFreeOfCycles();
}
