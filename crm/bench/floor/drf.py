"""The same work in Django REST framework, by hand and with a Serializer."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from crm.bench.floor.work import LONGEST, Refused, admit, checked, is_trapped, store


class LeanDRF(APIView):
    def post(self, request: Request) -> Response:
        try:
            admit(request.headers.get("X-API-Key", ""))
            if is_trapped(request.data):
                return Response({"lead_id": 0}, status=201)
            number, status = store(checked(request.data))
        except Refused as refused:
            return Response({"code": "refused"}, status=refused.status)
        return Response({"lead_id": number}, status=status)


class LeadSerializer(serializers.Serializer):
    """The contract's fourteen fields."""

    first_name = serializers.CharField(max_length=120)
    last_name = serializers.CharField(max_length=120, allow_blank=True, required=False)
    email = serializers.EmailField()
    phone = serializers.CharField(max_length=64, allow_blank=True, required=False)
    landing_page_url = serializers.URLField(max_length=LONGEST, allow_blank=True, required=False)
    referrer_url = serializers.URLField(max_length=LONGEST, allow_blank=True, required=False)
    utm_source = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    utm_medium = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    utm_campaign = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    utm_term = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    utm_content = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    gclid = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    fbclid = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    company_website = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)


class Full(APIView):
    def post(self, request: Request) -> Response:
        try:
            admit(request.headers.get("X-API-Key", ""))
            serializer = LeadSerializer(data=request.data)
            serializer.is_valid(raise_exception=True)
            if is_trapped(serializer.validated_data):
                return Response({"lead_id": 0}, status=201)
            number, status = store(serializer.validated_data)
        except Refused as refused:
            return Response({"code": "refused"}, status=refused.status)
        return Response({"lead_id": number}, status=status)
