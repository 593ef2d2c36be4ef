"""tarry in Airflow."""
