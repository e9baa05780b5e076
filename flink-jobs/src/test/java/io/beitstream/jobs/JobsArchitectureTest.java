package io.beitstream.jobs;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "io.beitstream.jobs",
        importOptions = ImportOption.DoNotIncludeTests.class)
class JobsArchitectureTest {
    @ArchTest
    static final ArchRule NOBODY_HERE_KNOWS_DJL =
            noClasses().should().dependOnClassesThat().resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule NOBODY_HERE_SEES_A_TENSOR =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.beitstream.model.tensor..",
                            "io.beitstream.model.script..",
                            "io.beitstream.model.engine..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("io.beitstream.jobs.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule PACKAGES_OF_THE_PIPELINE_FORM_NO_CYCLE =
            slices().matching("io.beitstream.jobs.pipeline.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_PIPELINE_IS_PLAIN_JAVA =
            noClasses()
                    .that()
                    .resideInAPackage("..jobs.pipeline..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..", "ai.djl..");

    @ArchTest
    static final ArchRule THE_PIPELINE_KNOWS_NOTHING_OF_JOBS =
            noClasses()
                    .that()
                    .resideInAPackage("..jobs.pipeline..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("io.beitstream.jobs..")
                                    .and(resideOutsideOfPackage("..jobs.pipeline..")));

    @ArchTest
    static final ArchRule RECORDS_ARE_BUILT_IN_ONE_PACKAGE =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("..jobs.record..", "..jobs.source..")
                    .should()
                    .callMethodWhere(
                            target(nameMatching("newBuilder"))
                                    .and(target(owner(resideInAPackage("io.beitstream.schemas")))));
}
